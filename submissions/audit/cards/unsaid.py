"""What stands in cards and nobody wrote: placeholders, answers that are none, and what the Hub's templates tell people to do. Pure."""

import re

from submissions.audit.texts import plain

PLACEHOLDER = re.compile(
    r"[\[({]{0,2}\s{0,3}(?:(?i:more information (?:is )?needed|needs? more information|information needed"
    r"|(?:se necesita |hace falta )?más información(?: necesaria| pendiente| por añadir)"
    r"|información pendiente|por (?:completar|definir|rellenar|determinar)|\boptional\b|\bopcional\b|\bfill (?:me )?in\b"
    r"|to be (?:added|completed|determined|done)|coming soon|work in progress|lorem ipsum(?: dolor.*)?)|\bTODO\b|\bTBD\b|\bWIP\b|\bXXX+\b)"
    r"\s{0,3}[\])}]{0,2}(?:\([^()]{0,300}\))?"
    r"|[^|]{0,3}example_field.*|\{\{[^{}]{0,500}\}\}|\[(?i:insert|add|your|describe|tu|inserta|añade|escribe)\b[^\[\]]{0,100}\](?!\()"
)
"""A placeholder, with its brackets and its link."""

PLACEHOLDER_HINTS = (
    "needed",
    "more information",
    "información",
    "por completar",
    "por definir",
    "por rellenar",
    "por determinar",
    "optional",
    "opcional",
    "fill",
    "to be ",
    "coming soon",
    "in progress",
    "lorem ipsum",
    "todo",
    "tbd",
    "wip",
    "xxx",
    "{{",
    "[insert",
    "[add",
    "[your",
    "[describe",
    "[tu",
    "[añade",
    "[escribe",
    "example_field",
)
"""Every placeholder has one of these in it, in lower case."""

NO_ANSWERS = frozenset(
    plain(answer)
    for answer in """
    N/A; NA; none; nothing; null; nil; unknown; not applicable; not available; not provided; not specified; no info
    no information; pending; soon; tbc; ninguno; ninguna; nada; no aplica; no procede; no disponible; desconocido; desconocida
    sin información; sin datos; pendiente; próximamente; en construcción; en proceso; por hacer; placeholder; text here
    texto aquí; input sentences; average sentence length; tain valid test
    """.replace("\n", ";").split(";")
    if answer.strip()
)
"""Whole answers that say nothing, as ``plain`` writes them."""

# Beginnings of what the Hub's templates tell people to write, also the older ones of 🤗 datasets, in case they uncommented it.
TEMPLATE_SENTENCES = tuple(
    plain(sentence)
    for sentence in """
    Provide a quick summary of
    Provide a longer summary of what
    Provide the basic links for
    Provide an JSON-formatted example
    Provide a JSON-formatted example
    Provide any additional information that is not covered
    Provide the sizes of each split
    Provide a brief overview of the languages represented
    Provide descriptions of specific biases
    Provide the license and link to
    Provide the BibTex-formatted reference
    This dataset card aims to be a base template
    This modelcard aims to be a base template
    This is the model card of a 🤗 transformers model
    Address questions around how the
    This section describes suitable use
    This section addresses misuse
    This section is for the model use
    This section provides a description of the dataset fields
    This section provides information about throughput
    Motivation for the creation of this dataset
    This section describes the source data
    This section describes the data collection and processing
    This section describes the people or systems who
    This section describes the annotation process
    If the dataset contains annotations which are not part
    State whether the dataset contains data that might be
    State whether the dataset uses identity categories
    State whether the data was produced by
    This section is meant to convey
    Users should be made aware of the risks
    Users (both direct and downstream) should be made aware
    If there is a paper or blog post introducing
    If relevant, include terms and calculations
    Use the code below to get started
    This should link to a
    This relates heavily to the Technical Specifications
    These are the things the evaluation is disaggregating
    These are the evaluation metrics being used
    This section describes the evaluation protocols
    Relevant interpretability work for the model
    Total emissions (in grams of CO2eq) and
    Carbon emissions can be estimated using the
    Se pueden estimar las emisiones de carbono
    fp32, fp16 mixed precision
    Briefly summarize the dataset, its intended use
    For each of the tasks tagged for this dataset
    List and describe the fields present in
    Describe and name the splits in the dataset
    Describe any criteria for splitting the data
    What need motivated the creation
    Describe the data collection process
    If applicable, describe the annotation process
    If annotations were collected for the source data
    Please discuss some of the ways you believe
    If studies of the datasets have outlined
    List the people involved in collecting
    Thanks to [@github-username]
    """.strip().split("\n")
)
TEMPLATE_BEGINNINGS = frozenset(sentence.split(" ", 1)[0] for sentence in TEMPLATE_SENTENCES)
