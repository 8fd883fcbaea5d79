"""How does PowerShell learn to complete a word of ours?

bash, zsh and fish have their scripts from click. This one asks the program as zsh does: the line in COMP_WORDS, the
number of the word in COMP_CWORD; it answers three lines a word: type, value, meaning. Where nothing is answered,
or files are asked for, PowerShell completes file names by itself.
"""

from typing import Final

POWERSHELL: Final = r"""Register-ArgumentCompleter -Native -CommandName outcomes, outcomes.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $kept = $env:_OUTCOMES_COMPLETE, $env:COMP_WORDS, $env:COMP_CWORD
    try {
        $env:_OUTCOMES_COMPLETE = 'zsh_complete'
        $env:COMP_WORDS = $words -join ' '
        $env:COMP_CWORD = [string]$(if ($wordToComplete) { $words.Count - 1 } else { $words.Count })
        $answer = @(& $words[0] 2>$null)
    } finally {
        $env:_OUTCOMES_COMPLETE, $env:COMP_WORDS, $env:COMP_CWORD = $kept
    }
    for ($line = 0; $line + 2 -lt $answer.Count; $line += 3) {
        if ($answer[$line] -ne 'plain') { continue }
        $value = $answer[$line + 1] -replace '\\:', ':'
        $meaning = if ($answer[$line + 2] -eq '_') { $value } else { $answer[$line + 2] }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
    }
}"""
