import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { filesIn, readYaml } from './repository-file.js';

interface Form {
  readonly labels: readonly string[];
  readonly body: readonly {
    readonly id?: string;
    readonly attributes: { readonly description?: string };
    readonly validations?: { readonly required?: boolean };
  }[];
}

/** What GitHub accepts, as its page "Syntax for GitHub's form schema" has it; of the parts used here. */
const formSchema = {
  type: 'object',
  required: ['name', 'description', 'body'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 3 },
    description: { type: 'string', minLength: 3 },
    title: { type: 'string' },
    labels: { type: 'array', items: { type: 'string' } },
    body: {
      type: 'array',
      contains: { type: 'object', properties: { type: { not: { const: 'markdown' } } } },
      items: { oneOf: [markdown(), question('input', {}), question('textarea', { render: {} })] },
    },
  },
};

const forms = filesIn('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('config.yml'));
const isForm = new Ajv({ allErrors: true }).compile(formSchema);

describe('the issue forms', () => {
  it.each(forms)('have the shape GitHub accepts: %s', (path) => {
    const form = readYaml<Form>(path);
    const ids = form.body.flatMap(({ id }) => id ?? []);

    isForm(form);

    expect(isForm.errors).toBeNull();
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are refused with a key that GitHub does not know', () => {
    const form = readYaml<Form>('.github/ISSUE_TEMPLATE/bug.yml');

    expect(isForm({ ...form, label: 'bug' })).toBe(false);
    expect(isForm({ ...form, body: [{ ...form.body[1], required: true }] })).toBe(false);
  });

  it('want of a bug the start-up report, the versions and a reproduction', () => {
    const { body } = readYaml<Form>('.github/ISSUE_TEMPLATE/bug.yml');
    const required = body.filter(({ validations }) => validations?.required).map(({ id }) => id);
    const report = body.find(({ id }) => id === 'report');

    expect(required).toEqual(expect.arrayContaining(['report', 'versions', 'reproduction']));
    expect(report?.attributes.description).toContain('`DEBUG=True`');
  });
});

function markdown(): object {
  return element('markdown', ['value'], { value: { type: 'string' } });
}

function question(type: string, more: object): object {
  const text = { type: 'string' };
  const attributes = { label: text, description: text, placeholder: text, value: text, ...more };
  return element(type, ['label'], attributes);
}

function element(type: string, required: string[], attributes: object): object {
  return {
    type: 'object',
    required: ['type', 'attributes'],
    additionalProperties: false,
    properties: {
      type: { const: type },
      id: { type: 'string', pattern: '^[\\w-]+$' },
      attributes: {
        type: 'object',
        required,
        additionalProperties: false,
        properties: attributes,
      },
      validations: {
        type: 'object',
        additionalProperties: false,
        properties: { required: { type: 'boolean' } },
      },
    },
  };
}
