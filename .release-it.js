const notable = ({ type, notes }) => type === 'feat' || notes.length > 0;

/** What `npm run release` does; CONTRIBUTING.md says what comes before and after. */
export default {
  git: {
    requireBranch: 'main',
    requireCommits: true,
    commitMessage: 'chore: release ${version}',
    tagName: 'v${version}',
    tagAnnotation: 'nestjs-tracing ${version}',
    // The commit is looked at before it is pushed, and so the release needs no upstream.
    push: false,
    requireUpstream: false,
  },
  npm: {
    // Published by .github/workflows/release.yml, whose run npm names as the package's provenance.
    publish: false,
    // Tags say what has been released; package.json has a version before there is a tag.
    ignoreVersion: true,
    allowSameVersion: true,
  },
  hooks: {
    'before:init': ['npm run lint', 'npm run format:check', 'npm test'],
    'after:bump': ['node .ci/stamp-release.mjs ${version}', 'npm run build:lib'],
  },
  plugins: {
    '@release-it/conventional-changelog': {
      // CHANGELOG.md is written by hand, from the list that this makes of the commits.
      infile: false,
      preset: {
        name: 'conventionalcommits',
        types: [
          { type: 'feat', section: 'Features' },
          { type: 'fix', section: 'Fixes' },
          { type: 'perf', section: 'Fixes' },
        ],
      },
      // Until 1.0.0, when this line goes, a breaking change is a minor version.
      whatBump: (commits) => ({ level: commits.some(notable) ? 1 : 2 }),
      writerOpts: {
        mainTemplate: [
          '## Unreleased',
          '{{#if noteGroups}}',
          '\n### Breaking\n',
          '{{#each noteGroups}}{{#each notes}}- {{text}}\n{{/each}}{{/each}}{{/if}}',
          '{{#each commitGroups}}\n\n### {{title}}\n',
          '{{#each commits}}- {{#if scope}}{{scope}}: {{/if}}{{subject}}\n{{/each}}{{/each}}',
        ].join('\n'),
      },
    },
  },
};
