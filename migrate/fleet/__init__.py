"""Many repositories at once: one plan each, and one inventory of them all.

    listing ──▶ run (a process per repository) ──▶ plan files
                      └──▶ summary of each plan ──▶ inventory ──▶ report.fleet

A repository that fails is a line of the inventory; the others complete. Whole plans never come together
in one process: each is written, summarised and let go where it was made.
"""
