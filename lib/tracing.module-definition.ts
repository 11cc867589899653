import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { TracingModuleOptions } from './options/tracing-options.interface.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<TracingModuleOptions>({ moduleName: 'Tracing' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createTracingOptions')
    .build();
