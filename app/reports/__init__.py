"""Documents for people, made from read models: PDF by typst, charts as vectors. No Qt, no database."""
