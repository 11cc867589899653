import { Controller, Get, Module, Version, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { VersioningOptions } from '@nestjs/common';
import type { Behaviours, RawRequest } from '../support/behaviours.interface.js';

@Controller({ path: 'versions', version: '1' })
class FirstController {
  @Get()
  read(): string {
    return 'first';
  }

  @Version(['2', '3'])
  @Get()
  readLater(): string {
    return 'second or third';
  }
}

@Controller({ path: 'versions', version: VERSION_NEUTRAL })
class NeutralController {
  @Get('neutral')
  read(): string {
    return 'neutral';
  }
}

@Module({ controllers: [FirstController, NeutralController] })
class VersionsModule {}

const line = (text: string, headers?: Record<string, string>): RawRequest => ({
  line: text,
  headers,
});

function versioning(
  name: string,
  options: VersioningOptions,
  requests: Record<string, RawRequest>,
) {
  return {
    name: `versions by ${name}`,
    module: VersionsModule,
    prepare: (app) => {
      app.enableVersioning(options);
      app.setGlobalPrefix('api', { exclude: ['api-less'] });
    },
    requests,
  } satisfies Behaviours;
}

export const versions: Behaviours[] = [
  versioning(
    'URI',
    { type: VersioningType.URI },
    {
      first: line('GET /api/v1/versions'),
      second: line('GET /api/v2/versions'),
      third: line('GET /api/v3/versions'),
      fourth: line('GET /api/v4/versions'),
      neutral: line('GET /api/versions/neutral'),
      'without the prefix': line('GET /v1/versions'),
    },
  ),
  versioning(
    'header',
    { type: VersioningType.HEADER, header: 'x-version' },
    {
      first: line('GET /api/versions', { 'X-Version': '1' }),
      second: line('GET /api/versions', { 'X-Version': '2' }),
      none: line('GET /api/versions'),
    },
  ),
  versioning(
    'media type',
    { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    {
      first: line('GET /api/versions', { Accept: 'application/json;v=1' }),
      third: line('GET /api/versions', { Accept: 'application/json;v=3' }),
    },
  ),
];
