import {
  Controller,
  Get,
  ServiceUnavailableException,
  type BeforeApplicationShutdown,
} from '@nestjs/common';

/** What the tracing of each service ignores: probes come every few seconds and tell nothing. */
export const healthRoutes = '/health/*';

interface Health {
  status: 'up';
}

/**
 * Answers the probes of whatever runs the service. A service listens only when it has reached its
 * servers, so one that answers has started. It asks none of them again: one slow database would
 * take every replica out of service at once.
 */
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  #isEnding = false;

  /** Whether to leave the process alone. */
  @Get('live')
  live(): Health {
    return { status: 'up' };
  }

  /** Whether to send it requests. */
  @Get('ready')
  ready(): Health {
    if (this.#isEnding) throw new ServiceUnavailableException('This service is shutting down.');
    return { status: 'up' };
  }

  beforeApplicationShutdown(): void {
    this.#isEnding = true;
  }
}
