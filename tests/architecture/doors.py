"""A kind of contract for import-linter: a feature is entered by its doors only."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside of a feature import none of its modules but the doors.

    Configuration:
        features: packages, each with rooms.
        doors: names of the rooms that others may import, with what is below them.
        ignore_imports: exceptions, as `importer -> imported`, each with its reason in a comment.
    """

    type_name = "doors"

    features = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    ignore_imports = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compares every import into a feature with its doors."""
        del verbose
        excepted: set[str] = set(self.ignore_imports or ())
        met: set[str] = set()
        broken: list[str] = []
        for feature in self.features:  # type: ignore[attr-defined]
            open_rooms = [f"{feature}.{door}" for door in self.doors]  # type: ignore[attr-defined]
            for module in sorted(graph.find_descendants(feature)):
                if any(f"{module}.".startswith(f"{room}.") for room in open_rooms):
                    continue
                for importer in sorted(graph.find_modules_that_directly_import(module)):
                    if f"{importer}.".startswith(f"{feature}."):
                        continue
                    link = f"{importer} -> {module}"
                    if link in excepted:
                        met.add(link)
                        continue
                    lines = graph.get_import_details(importer=importer, imported=module)
                    numbers = ", ".join(str(each["line_number"]) for each in lines)
                    broken.append(f"{link} (line {numbers})")
        broken += [f"{link} (excepted, but not there)" for link in sorted(excepted - met)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints the imports that go around the doors."""
        for line in check.metadata["broken"]:
            output.print_error(line)
