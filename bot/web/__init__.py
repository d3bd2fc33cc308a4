"""The site: the service that the widget talks to, the widget itself, and the page behind each citation."""
