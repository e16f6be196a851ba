"""A Hugging Face Hub for one machine: real git repos, the Hub's HTTP API, and its "Sign in with Hugging Face".

It exists so that the site, its tests and its demo run without a network, with the unmodified huggingface_hub client
and the unmodified django-allauth provider on the other side. It believes whoever says who they are: for trying things
out only, which is why ``manage.py sandbox_hub`` refuses to start with ``DEBUG`` off and listens on loopback only.

On its own::

    manage.py sandbox_hub --root var/hub --port 8001             # serve a folder of repos
    manage.py sandbox_hub --root var/hub --port 8001 --samples   # with the invented organisation ``somos-demo`` in it
    HF_ENDPOINT=http://127.0.0.1:8001 hf download somos-demo/tramites-claros --repo-type dataset

The folder: ``{models,datasets,spaces}/<org>/<name>.git`` are bare git repos (any git can read them), ``<name>.json``
beside each holds what git does not (``_id``, private, gated, likes, runtime stage, ...; may be absent), ``lfs/`` the large
files, ``redirects.json`` the old names, ``people.json`` who can sign in, ``oidc-key.pem`` the key that signs identities.

From Python (tests, the demo)::

    storage = SandboxStorage(root)                        # hackathon.hub.sandbox.storage
    storage.create_repo(RepoType.DATASET, "org/corpus", {"README.md": b"..."}, author="alicia", at=at)
    with running(root) as hub:                            # hackathon.hub.sandbox.server
        HfApi(endpoint=hub.url).dataset_info("org/corpus")
        hub.set_fault(kind="status", status=429, retry_after=30, path="/api/", times=2)
        hub.quota.set({"api": 1000})                      # a window's quota, which it really refuses to exceed
        hub.webhooks.register("http://127.0.0.1:8000/hub/webhook/", secret="...")
        storage.rewrite(RepoType.DATASET, "org/corpus", {"a": b"..."}, onto=sha, author="alicia", at=at, message="m")
        hub.webhooks.deliver()                            # or webhooks.start(): as things happen
    with running(root, images={"*": "/a/bin/python"}) as hub:     # Jobs that really run; see hackathon.hub.sandbox.jobs
        hub.jobs.troubles.stuck = True                # they wait for a machine that does not come
        hub.jobs.lose(job_id)                         # their machine is gone

While it runs, ``/_sandbox`` sets faults, quotas and webhooks, makes commits with any date, rewrites histories, merges pull
requests, changes runtimes and renames: see ``routes/control``.
A personal token is ``hf_<username>`` (``hf_alicia``): it opens that person's private repos and answers ``whoami-v2``.
"""
