import type { ModulesContainer } from '@nestjs/core';

export function attachSchedule(_modules: ModulesContainer): void {}
