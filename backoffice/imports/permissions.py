PERMISSIONS: dict[str, str] = {}  # each kind of file names the permission of the function it belongs to
