/** `sealcast/serve`: an engine as a service, with its operator page. */
export { configOf, type OperatorListen, readConfig, type ServeConfig, type TransportConfig } from './serve/config.ts';
export { type Operator, type OperatorOptions, openOperator } from './serve/operator.ts';
export { openService, type Service, type ServiceOptions } from './serve/service.ts';
