/**
 * How often a test that failed runs again. A machine that stands still for seconds breaks some
 * deadline among thousands of tests, so CI gives each a second chance and names at its end which
 * ones took it; where somebody works, a test fails at once.
 */
export const RETRIES = process.env.CI === undefined ? 0 : 1;
