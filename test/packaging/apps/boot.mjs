import 'reflect-metadata';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as library from 'nestjs-tracing';
import bootApp from './boot-app.cjs';

await bootApp(common, core, library);
