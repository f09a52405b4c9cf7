export {
  createHealth,
  type Health,
  type HealthCheck,
  type HealthReport,
  type HealthState,
} from './health.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel, silentLogger } from './logger.ts';
export { createMetrics, type Metrics, type MetricValue } from './metrics.ts';
