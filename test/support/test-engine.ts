import type { EngineName } from '../../lib/index.js';

/** The engine under test: the fast one, or the stock one in the run of `vitest.stock.config.ts`. */
export const testEngine: EngineName = process.env.TEST_ENGINE === 'stock' ? 'stock' : 'fast';
