"""What goes into a pack that leaves the team, and may be checked by whoever gets it?

Tables, the report, events, schemas, provenance and checksums, as one audience may see them. Figures come by the one way
that protects small counts; of women only the team's own packs tell anything, under pseudonyms that are good for that
pack alone. Free text leaves at no audience.
"""
