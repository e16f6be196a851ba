"""How the demo evaluates models: with the sample suite, which any machine runs in seconds once ``make eval-env`` was called."""

from typing import Final

from hackathon.editions.rules import EvaluationRules, SuiteRules, TaskRules, Text

EVALUATION: Final = EvaluationRules(
    suites=(
        SuiteRules(
            key="muestra",
            title=Text((("es", "Muestra"), ("en", "Sample"))),
            description=Text(
                (
                    ("es", "Unas pocas preguntas para probar que todo funciona; no dicen si un modelo es bueno."),
                    ("en", "A few questions to see that everything works; they do not tell whether a model is good."),
                )
            ),
            version=1,
            include="muestra",
            tasks=(
                TaskRules("muestra_saberes_es", "acc", "es", num_fewshot=3, chance=0.25),
                TaskRules("muestra_sentido_es", "acc_norm", "es", num_fewshot=0, chance=1 / 3),
                TaskRules("muestra_cuentas_es", "exact_match", "es", num_fewshot=3, filter="numero", chance=0.0),
                TaskRules("muestra_saberes_gl", "acc", "gl", num_fewshot=3, chance=0.25),
            ),
        ),
    ),
    batch_size=8,
    timeout_minutes=30,
)
