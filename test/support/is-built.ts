/** Whether `npm test` runs, which has just built the library: its modules need not be transformed one by one. */
export const isBuilt = process.env.npm_lifecycle_event === 'test';
