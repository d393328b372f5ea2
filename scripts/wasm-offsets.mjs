// What a module that V8 is to vectorise needs besides its sources: docs/adr/030-four-points-at-once.md.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The compiler's own copy of Binaryen: another version might read its output otherwise.
const compiler = createRequire(import.meta.url).resolve('assemblyscript/package.json');
const { default: binaryen } = await import(pathToFileURL(createRequire(compiler).resolve('binaryen')).href);

/**
 * The same module, with each address that is known given as offset from 0. The compiler's optimiser does the opposite: it adds
 * offsets to addresses, so that two neighbours are two unrelated numbers. V8 looks for neighbours by their offsets from one
 * address; by their numbers V8 of Node 26 does not find them, and that of Node 24 finds them and reads from the wrong one.
 *
 * @param {Uint8Array} bytes
 * @returns {Uint8Array}
 */
export function withOffsets(bytes) {
  const module = binaryen.readBinary(bytes);
  try {
    // The bytes do not say which they use; what the compiler was allowed stands in asconfig.json.
    module.setFeatures(binaryen.Features.All);
    for (let i = 0; i < module.getNumFunctions(); i++)
      visit(module, binaryen.getFunctionInfo(module.getFunctionByIndex(i)).body);
    if (!module.validate()) throw new Error('the module is no longer valid');
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** The kinds there are, and what each may have below it, by Binaryen's names. */
const below = new Map([
  [binaryen.BlockId, ['children']],
  [binaryen.IfId, ['condition', 'ifTrue', 'ifFalse']],
  [binaryen.LoopId, ['body']],
  [binaryen.BreakId, ['condition', 'value']],
  [binaryen.CallId, ['operands']],
  [binaryen.LocalGetId, []],
  [binaryen.LocalSetId, ['value']],
  [binaryen.GlobalGetId, []],
  [binaryen.LoadId, ['ptr']],
  [binaryen.StoreId, ['ptr', 'value']],
  [binaryen.ConstId, []],
  [binaryen.UnaryId, ['value']],
  [binaryen.BinaryId, ['left', 'right']],
  [binaryen.SelectId, ['condition', 'ifTrue', 'ifFalse']],
  [binaryen.ReturnId, ['value']],
  [binaryen.SIMDExtractId, ['vec']],
  [binaryen.SIMDReplaceId, ['vec', 'value']],
  [binaryen.SIMDTernaryId, ['a', 'b', 'c']],
  [binaryen.SIMDShiftId, ['vec', 'shift']],
  [binaryen.MemoryCopyId, ['dest', 'source', 'size']],
  [binaryen.MemoryFillId, ['dest', 'value', 'size']],
]);

function visit(module, expression) {
  const info = binaryen.getExpressionInfo(expression);
  const names = below.get(info.id);
  // Else an address below it would be left as it is, and nobody would see why the module is slow.
  if (names === undefined) throw new Error(`Binaryen's expression ${info.id} is not expected in this module`);
  for (const child of names.flatMap((name) => info[name])) if (child) visit(module, child);
  const access = { [binaryen.LoadId]: binaryen.Load, [binaryen.StoreId]: binaryen.Store }[info.id];
  if (access === undefined) return;
  const address = binaryen.getExpressionInfo(info.ptr);
  if (address.id !== binaryen.ConstId) return;
  access.setOffset(expression, (address.value >>> 0) + info.offset);
  access.setPtr(expression, module.i32.const(0));
}
