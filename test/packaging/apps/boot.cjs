require('reflect-metadata');
const bootApp = require('./boot-app.cjs');

void bootApp(require('@nestjs/common'), require('@nestjs/core'), require('nestjs-tracing'));
