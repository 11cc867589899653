// Through the default export: webpack replaces what it knows by the name `createRequire`.
import Module from 'node:module';

/** A `require` as a module at this path has it, in a bundle too. */
export const requireFrom = Module.createRequire;

/**
 * Loads modules of Node, and files by their absolute path, and shows what is loaded. That needs no
 * place to start from; `import.meta.url` would be one that a bundler takes away, or replaces by the
 * path a file had where it was built.
 */
export const requireFile = requireFrom(process.execPath);
