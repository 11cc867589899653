import { Controller, Get } from '@nestjs/common';
import { StepsService } from './steps.service.js';

@Controller()
export class AppController {
  constructor(private readonly steps: StepsService) {}

  @Get('hello')
  hello() {
    return { message: 'hello' };
  }

  @Get('steps')
  async fiveSteps() {
    return { sum: await this.steps.five() };
  }

  @Get('hundred-steps')
  async hundredSteps() {
    return { sum: await this.steps.hundred() };
  }
}
