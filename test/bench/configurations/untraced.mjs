// The application as it is. An empty module would be none, and a module has to export something.
export const note = undefined;
