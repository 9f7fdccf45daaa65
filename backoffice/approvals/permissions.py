PERMISSIONS: dict[str, str] = {}  # each kind of decision names the permission of the function it belongs to
