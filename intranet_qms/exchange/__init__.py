"""In and out: registers from spreadsheets, sheets for others' programs, the whole register as one file.

Import: ``columns`` says what a sheet may hold, ``reading`` opens it, ``plan`` works out row by row
what would happen, ``services.importing`` shows that first and does it when asked.
Archive: ``archive.tables`` declares what of the register goes into it; ``archive.writing`` makes
the file, ``archive.opening`` trusts none, ``services.restoring`` puts it into an empty office.
Every exchange is a run with a page of its own; long ones are done by the worker.
"""
