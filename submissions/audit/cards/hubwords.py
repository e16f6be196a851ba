"""Words that the Hub takes in the fields of a card, as its documentation lists them. Pure.

Languages are those of ISO 639-1; every code of three letters is taken as one of ISO 639-3.
"""

from submissions.audit.texts import plain, squeezed

LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa
    ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr
    ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl
    ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk
    ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905
)
SPECIAL_LANGUAGES = frozenset({"code", "multilingual"})
_NAMES = {
    "es": "español castellano spanish espanol castilian castella",
    "en": "inglés english",
    "pt": "portugués portuguese",
    "ca": "catalán catalan català valenciano",
    "eu": "vasco euskera euskara basque",
    "gl": "gallego galego galician",
    "oc": "occitano aranés occitan aranese",
    "qu": "quechua kichwa",
    "ay": "aimara aymara",
    "gn": "guaraní guarani",
    "nah": "náhuatl nahuatl",
    "yua": "maya yucateco",
    "arn": "mapudungun mapuche",
    "fr": "francés french",
    "de": "alemán german",
    "it": "italiano italian",
}
LANGUAGE_NAMES = {plain(name): code for code, names in _NAMES.items() for name in names.split(" ")}

SIZE_CATEGORIES = (
    "n<1K",
    "1K<n<10K",
    "10K<n<100K",
    "100K<n<1M",
    "1M<n<10M",
    "10M<n<100M",
    "100M<n<1B",
    "1B<n<10B",
    "10B<n<100B",
    "100B<n<1T",
    "n>1T",
    "unknown",
)
TASKS = frozenset(
    """
    any-to-any audio-classification audio-text-to-text audio-to-audio automatic-speech-recognition depth-estimation
    document-question-answering feature-extraction fill-mask graph-ml image-classification image-feature-extraction
    image-segmentation image-text-to-text image-to-3d image-to-image image-to-text image-to-video keypoint-detection mask-generation
    multiple-choice object-detection other question-answering reinforcement-learning robotics sentence-similarity summarization
    table-question-answering table-to-text tabular-classification tabular-regression tabular-to-text text-classification
    text-generation text-ranking text-retrieval text-to-3d text-to-audio text-to-image text-to-speech text-to-video
    text2text-generation time-series-forecasting token-classification translation unconditional-image-generation
    video-classification video-text-to-text visual-document-retrieval visual-question-answering voice-activity-detection
    zero-shot-classification zero-shot-image-classification zero-shot-object-detection conversational
    """.split()  # noqa: SIM905
)
_ALIASES = {
    "text-generation": "instruction-following instruction-tuning instructions generation language-modeling causal-lm generación-de-texto",
    "question-answering": "qa question-answer preguntas-y-respuestas pregunta-respuesta",
    "text-classification": "sentiment-analysis sentiment-classification clasificación clasificación-de-texto",
    "token-classification": "ner named-entity-recognition structure-prediction",
    "summarization": "resumen summarisation summary",
    "translation": "traducción machine-translation",
}
TASK_ALIASES = {squeezed(alias): task for task, aliases in _ALIASES.items() for alias in aliases.split(" ")}
