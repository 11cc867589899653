/**
 * Loads packages that not every application needs: our own ones for what was asked for, and those
 * the application may have. `require`, not `import`, since `forRoot()` is synchronous and nothing
 * is to be loaded before it.
 *
 * A bundler does not see what is loaded by a name that is known at run time only. "imports" in
 * package.json therefore gives it a file of its own, in which the packages are named.
 */
export { requirePackage, resolvePackage } from '#packages';
