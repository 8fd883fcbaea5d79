"""When was life in England under lockdown?

Use of services fell for everybody then, whatever a programme did. The legal restrictions on leaving home, half-open:
Health Protection (Coronavirus, Restrictions) (England) Regulations 2020, SI 2020/350, in force 26 March to 4 July 2020;
SI 2020/1200, 5 November to 2 December 2020; tier 4 and the third lockdown, SI 2020/1374 as amended by SI 2021/8, 6 January
to 29 March 2021. As listed in House of Commons Library, Coronavirus: A history of English lockdown laws (CBP-9068, 2021).
"""

import datetime
from typing import Final

from projections.days import Days, span, united

SOURCE: Final = "House of Commons Library, CBP-9068 (2021)"
DATES: Final = (("2020-03-26", "2020-07-04"), ("2020-11-05", "2020-12-02"), ("2021-01-06", "2021-03-29"))
LOCKDOWNS: Final[Days] = united(*(span(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)) for start, end in DATES))
