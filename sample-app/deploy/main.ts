import { readFileSync, writeFileSync } from 'node:fs';
import { withoutTools, type Manifest } from './runtime-packages.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
writeFileSync('package.json', `${JSON.stringify(withoutTools(manifest), null, 2)}\n`);
