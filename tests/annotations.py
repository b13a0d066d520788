"""How much of the product code is annotated: `python -m tests.annotations` prints it.

A function is annotated when its return and all its parameters are, `self` and `cls`
aside. `Any` is counted over all annotations but those of `*args`, `**kwargs` and of
methods that override one of a library without types.
"""

import ast
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mfgusa", "institutes", "roadmaps", "pillars")
UNTYPED = {  # Libraries without types, as in the settings of mypy.
    *("axes", "csp", "django_filters", "django_otp", "django_tasks", "django_tasks_db"),
    *("import_export", "pghistory", "pgtrigger"),
}


class Shares(NamedTuple):
    """Functions and annotations of the product code."""

    functions: int
    annotated: int
    annotations: int
    with_any: int

    @property
    def annotated_share(self):
        return self.annotated / self.functions

    @property
    def any_share(self):
        return self.with_any / self.annotations


def product_files():
    """The modules of the product, without migrations."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def functions(tree):
    """Every function and method of a module, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function):
    """The parameters that need an annotation, `*args` and `**kwargs` aside."""
    args = function.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return [arg for arg in named if arg.arg not in ("self", "cls")]


def is_annotated(function):
    args = function.args
    stars = [arg for arg in (args.vararg, args.kwarg) if arg]
    everything = [*parameters(function), *stars]
    is_init = function.name == "__init__"  # Its None may be left out with parameters.
    has_return = function.returns is not None or (is_init and everything)
    return bool(has_return) and all(arg.annotation for arg in everything)


def overrides(file):
    """The lines of methods that override one of a library without types."""
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    module = import_module(name.removesuffix(".__init__"))
    for cls in vars(module).values():
        if isinstance(cls, type) and cls.__module__ == module.__name__:
            inherited = {
                attribute
                for base in cls.__mro__[1:]
                if base.__module__.partition(".")[0] in UNTYPED
                for attribute in vars(base)
            }
            for attribute in inherited & set(vars(cls)):
                method = vars(cls)[attribute]
                code = getattr(getattr(method, "__func__", method), "__code__", None)
                if code:
                    yield code.co_firstlineno


def annotations(tree, overridden):
    """Every annotation of a parameter, a return, a variable or an attribute."""
    for function in functions(tree):
        first, *_others = [*function.decorator_list, function]
        if first.lineno in overridden:
            continue
        yield from (arg.annotation for arg in parameters(function) if arg.annotation)
        if function.returns:
            yield function.returns
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            yield node.annotation


def has_any(annotation):
    return any(
        (isinstance(node, ast.Name) and node.id == "Any")
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
        or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "Any" in node.value.replace("[", " ").replace("]", " ").split()
        )
        for node in ast.walk(annotation)
    )


def shares():
    """The shares over all files that are counted."""
    trees = {file: ast.parse(file.read_text()) for file in product_files()}
    defined = [function for tree in trees.values() for function in functions(tree)]
    stated = [
        annotation
        for file, tree in trees.items()
        for annotation in annotations(tree, set(overrides(file)))
    ]
    return Shares(
        len(defined),
        sum(map(is_annotated, defined)),
        len(stated),
        sum(map(has_any, stated)),
    )


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")
    import django

    django.setup()
    total = shares()
    sys.stdout.write(
        f"{total.annotated} of {total.functions} functions are annotated "
        f"({total.annotated_share:.1%}); Any is in {total.with_any} of "
        f"{total.annotations} annotations ({total.any_share:.1%})\n"
    )


if __name__ == "__main__":
    main()
