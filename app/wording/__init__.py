"""Every sentence, label and format for a person: shared by the window, the command line and the documents."""
