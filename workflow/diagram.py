"""A workflow as a Mermaid diagram, for docs/architecture.md and for people."""

from workflow.machine import Workflow


def mermaid(workflow: Workflow) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    for transition in workflow.transitions.values():
        lines += [f"    {source} --> {transition.target}: {transition.name}" for source in sorted(transition.sources)]
    lines += [f"    {code} --> [*]" for code in sorted(workflow.final)]
    return "\n".join(lines)
