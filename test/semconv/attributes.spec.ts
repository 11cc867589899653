import * as conventions from '@opentelemetry/semantic-conventions';
import { describe, expect, it } from 'vitest';
import * as attributes from '../../lib/semconv/attributes.js';

describe('the stable attribute keys', () => {
  it('are those of the semantic conventions', () => {
    expect({ ...conventions }).toMatchObject({ ...attributes });
  });
});
