import { createRequire } from 'node:module';

/**
 * Loads packages that not every application needs: our own ones for what was asked for, and those
 * the application may have. `require`, not `import`, since `forRoot()` is synchronous and nothing
 * is to be loaded before it.
 *
 * A bundler does not see what is loaded here. What every application needs is imported instead.
 */
export const requirePackage = createRequire(import.meta.url);
