import { mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** The tests that make spans, once more on the stock engine. */
export default mergeConfig(config, {
  test: {
    env: { TEST_ENGINE: 'stock' },
    exclude: [
      'test/!(decorators|inbound|jobs|layers|module|neighbours|outbound|practices|spans|testing)/**',
      'test/*.spec.ts',
      // Processes with an engine of their own, or what reaches no engine.
      'test/inbound/rpc-hostile/**',
      'test/jobs/bullmq-loading.spec.ts',
      'test/module/process.spec.ts',
      'test/neighbours/api-copies.spec.ts',
    ],
  },
});
