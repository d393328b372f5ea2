import type { Command } from 'commander';
import { EXIT_CODES, usage } from './exit.ts';
import { print, table } from './output.ts';

/** `help`, `help COMMAND`, and the topics that are no command. */
export function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .description('show help for a command, or for the topic exit-codes')
    .argument('[topic]')
    .action((topic?: string) => {
      if (topic === undefined) program.outputHelp();
      else if (topic === 'exit-codes') {
        for (const line of table(
          [{ align: 'right' }, { flexible: true }],
          EXIT_CODES.map(([n, says]) => [String(n), says]),
        ))
          print(line);
      } else {
        const command = program.commands.find((one) => one.name() === topic);
        if (command === undefined) throw usage('there is no help on that', 'sealcast help lists the commands');
        command.outputHelp();
      }
    });
}
