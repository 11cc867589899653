import {
  Body,
  Controller,
  HttpStatus,
  Module,
  NotAcceptableException,
  Post,
  Query,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsEmail, IsInt, IsOptional, Max, ValidateNested } from 'class-validator';
import type { Behaviours, RawRequest } from '../support/behaviours.interface.js';

class LineDto {
  @IsInt()
  @Max(9)
  quantity!: number;
}

class OrderDto {
  @IsEmail()
  email!: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => LineDto)
  lines?: LineDto[];
}

class PageDto {
  @IsInt()
  @Type(() => Number)
  page!: number;
}

const tell = (value: object) => ({ value, made: value.constructor.name });

@Controller('validation')
class ValidationController {
  @Post('global')
  byGlobalPipe(@Body() order: OrderDto): object {
    return tell(order);
  }

  @Post('handler')
  @UsePipes(new ValidationPipe({ whitelist: true, transform: true }))
  byHandlerPipe(@Body() order: OrderDto): object {
    return tell(order);
  }

  @Post('parameter')
  byParameterPipe(
    @Body(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true })) order: OrderDto,
  ): object {
    return tell(order);
  }

  @Post('query')
  byQuery(@Query(new ValidationPipe({ transform: true })) page: PageDto): object {
    return tell(page);
  }

  @Post('status')
  @UsePipes(new ValidationPipe({ errorHttpStatusCode: HttpStatus.UNPROCESSABLE_ENTITY }))
  byStatus(@Body() order: OrderDto): object {
    return tell(order);
  }

  @Post('factory')
  @UsePipes(
    new ValidationPipe({
      exceptionFactory: (errors) =>
        new NotAcceptableException(errors.map((error) => error.property)),
    }),
  )
  byFactory(@Body() order: OrderDto): object {
    return tell(order);
  }
}

@Module({ controllers: [ValidationController] })
class ValidationModule {}

function post(path: string, body: unknown): RawRequest {
  return {
    line: `POST /validation/${path}`,
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const good = { email: 'a@nest.test', lines: [{ quantity: 1 }] };
const bad = { email: 'nobody', lines: [{ quantity: 10 }] };
const tooMuch = { ...good, isAdmin: true };

const globalValidation: Behaviours = {
  name: 'a global ValidationPipe',
  module: ValidationModule,
  prepare: (app) => app.useGlobalPipes(new ValidationPipe()),
  requests: {
    'a good body for a global pipe': post('global', good),
    'a bad body for a global pipe': post('global', bad),
    'no object for a global pipe': post('global', '[]'),
    'an empty body for a global pipe': post('global', {}),
  },
};

const localValidation: Behaviours = {
  name: 'ValidationPipe',
  module: ValidationModule,
  requests: {
    'a body that no pipe checks': post('global', bad),
    'a good body for a pipe of a handler': post('handler', tooMuch),
    'a bad body for a pipe of a handler': post('handler', bad),
    'a good body for a pipe of a parameter': post('parameter', good),
    'a property too many': post('parameter', tooMuch),
    'a good query': post('query?page=2', {}),
    'a bad query': post('query?page=two', {}),
    'a status of its own': post('status', bad),
    'an error of its own': post('factory', bad),
  },
};

export const validations = [globalValidation, localValidation];
