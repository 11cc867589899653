import { Module } from '@nestjs/common';
import { AppController } from '../app/app.controller.js';
import { StepsService } from '../app/steps.service.js';
import { configuration } from '../configuration.js';

/** The application without its shop: a database that has to answer first would be most of the time. */
@Module({
  imports: configuration.imports?.() ?? [],
  controllers: [AppController],
  providers: [StepsService],
})
export class StartupModule {}
