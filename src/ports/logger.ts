/** The part of pino's interface that is used: any logger with these four methods will do. Silent by default. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nothing = (): void => {};
const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The host's logger, or none; what it throws stops nothing: a disk that is full of logs must not end a delivery. */
export function harmlessLogger(logger: Logger | undefined): Logger {
  if (logger === undefined) return silentLogger;
  const harmless =
    (level: keyof Logger): Logger['info'] =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch {
        // There is nobody left to tell.
      }
    };
  return { debug: harmless('debug'), info: harmless('info'), warn: harmless('warn'), error: harmless('error') };
}
