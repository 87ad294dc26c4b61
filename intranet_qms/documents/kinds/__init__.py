"""The kinds of documents: what each is for, the fields of its form, and the text made of them.

``fields`` says what a field can hold and cleans it, ``forms`` which fields a kind has,
``composing`` makes the text of manuals, process cards and client guides out of their fields,
``comparing`` says what an issue changes in them, ``templates`` in which order and under which
headings a client guide shows them, ``numbering`` makes codes, and ``process_map`` draws the map.
Nothing here knows the database.
"""
