import 'reflect-metadata';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const same = [];
for (const name of ['nestjs-tracing', 'nestjs-tracing/testing']) {
  const imported = await import(name);
  const required = require(name);
  same.push(...Object.keys(imported).map((key) => imported[key] === required[key]));
}

console.log(JSON.stringify(same.every(Boolean)));
