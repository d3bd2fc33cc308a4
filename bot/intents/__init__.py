"""What a person's turn is: a wish, a question, a denial, a report; and the right that it is about."""

from bot.intents.reading import Form, IntentReader, Reading
from bot.intents.rules import RuleReader

__all__ = ["Form", "IntentReader", "Reading", "RuleReader"]
