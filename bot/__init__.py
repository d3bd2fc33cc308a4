"""The assistant: the answer engine, its verdicts and intents, and the surfaces people meet it on."""
