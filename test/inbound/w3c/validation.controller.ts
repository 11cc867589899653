import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { TracedHttpService } from '../../../lib/index.js';

/** One call the suite asks for, and what to post there. */
interface Instruction {
  readonly url: string;
  readonly arguments: unknown;
}

/**
 * The service under test of the W3C's validation suite: it is posted a list of instructions, and
 * carries out each. The suite then looks at the headers of the calls.
 *
 * @see https://github.com/w3c/trace-context/blob/main/test/README.md
 */
@Controller()
export class ValidationController {
  constructor(private readonly http: TracedHttpService) {}

  @Post('fetch')
  @HttpCode(200)
  async callByFetch(@Body() instructions: Instruction[]): Promise<void> {
    for (const instruction of instructions) {
      await fetch(instruction.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(instruction.arguments),
      });
    }
  }

  @Post('service')
  @HttpCode(200)
  async callByService(@Body() instructions: Instruction[]): Promise<void> {
    for (const instruction of instructions) {
      await firstValueFrom(this.http.post(instruction.url, instruction.arguments));
    }
  }
}
