import type { Behaviours } from '../support/behaviours.interface.js';
import { controllers } from './controllers.js';
import { enhancerShapes } from './enhancer-shapes.js';
import { enhancerSources } from './sources.js';
import { errors } from './errors.js';
import { filters } from './filters.js';
import { guards } from './guards.js';
import { interceptors } from './interceptors.js';
import { middleware } from './middleware.js';
import { order } from './order.js';
import { pipes } from './pipes.js';
import { protocol } from './protocol.js';
import { responses } from './responses.js';
import { scopes } from './scopes.js';
import { streams } from './streams.js';
import { validations } from './validation.js';
import { versions } from './versions.js';

/** How Nest behaves, as far as an application can notice. */
export const applications: readonly Behaviours[] = [
  guards,
  pipes,
  ...validations,
  interceptors,
  filters,
  ...enhancerShapes,
  ...enhancerSources,
  scopes,
  order,
  middleware,
  ...responses,
  streams,
  protocol,
  ...versions,
  controllers,
  ...errors,
];
