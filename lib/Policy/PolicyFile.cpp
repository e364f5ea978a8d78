//===- PolicyFile.cpp - What a policy's file looks like -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A damaged file must be found before the dynamic loader sees it: the loader
// trusts what it maps and dies of a file that is cut off.
//
//===----------------------------------------------------------------------===//

#include "PolicyFile.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mapwright;
using namespace llvm::object;

using HostELF =
    ELFType<llvm::endianness::native, sizeof(void *) == sizeof(uint64_t)>;

static llvm::Error damaged(const llvm::Twine &why) {
  return llvm::createStringError(
      std::make_error_code(std::errc::executable_format_error), why);
}

/// Turns what the object library says into one line of ours.
static llvm::Error truncated(llvm::Error error) {
  return damaged("the file is cut off or damaged (" +
                 llvm::toString(std::move(error)) + ")");
}

/// Parses the headers. An object of another class or byte order is refused with
/// the name of its machine.
static llvm::Expected<std::unique_ptr<ELFObjectFileBase>>
parseHeaders(llvm::MemoryBufferRef file) {
  if (!file.getBuffer().starts_with(llvm::ELF::ElfMagic))
    return damaged("not a policy: the file is no ELF shared object");
  auto object = ObjectFile::createELFObjectFile(file);
  if (!object)
    return truncated(object.takeError());
  std::unique_ptr<ELFObjectFileBase> elf(
      llvm::cast<ELFObjectFileBase>(object->release()));
  llvm::Triple host(llvm::sys::getProcessTriple());
  if (!llvm::isa<ELFObjectFile<HostELF>>(*elf) ||
      elf->getArch() != host.getArch())
    return damaged("it is built for " +
                   llvm::Triple::getArchTypeName(elf->getArch()) +
                   ", but this machine is " + host.getArchName());
  return elf;
}

/// The dynamic loader maps segments without looking at the length of the file.
static llvm::Error checkSegments(const ELFFile<HostELF> &elf) {
  auto segments = elf.program_headers();
  if (!segments)
    return truncated(segments.takeError());
  for (const auto &segment : *segments)
    if (segment.p_offset > elf.getBufSize() ||
        segment.p_filesz > elf.getBufSize() - segment.p_offset)
      return damaged("the file is cut off: it should have at least " +
                     llvm::Twine(segment.p_offset + segment.p_filesz) +
                     " bytes but has " + llvm::Twine(elf.getBufSize()));
  return llvm::Error::success();
}

static llvm::Expected<bool> exportsPolicy(const ELFFile<HostELF> &elf) {
  auto sections = elf.sections();
  if (!sections)
    return sections.takeError();
  for (const auto &section : *sections) {
    if (section.sh_type != llvm::ELF::SHT_DYNSYM)
      continue;
    auto names = elf.getStringTableForSymtab(section, *sections);
    if (!names)
      return names.takeError();
    auto symbols = elf.symbols(&section);
    if (!symbols)
      return symbols.takeError();
    for (const auto &symbol : *symbols) {
      llvm::Expected<llvm::StringRef> name = symbol.getName(*names);
      if (!name)
        return name.takeError();
      if (*name == detail::policySymbol && symbol.isDefined() &&
          symbol.getType() == llvm::ELF::STT_FUNC)
        return true;
    }
  }
  return false;
}

llvm::Error detail::checkPolicyFile(llvm::MemoryBufferRef file) {
  auto object = parseHeaders(file);
  if (!object)
    return object.takeError();
  const ELFFile<HostELF> &elf =
      llvm::cast<ELFObjectFile<HostELF>>(**object).getELFFile();
  if (elf.getHeader().e_type != llvm::ELF::ET_DYN)
    return damaged("not a policy: the file is ELF, but no shared object; link "
                   "it with -shared");
  if (llvm::Error error = checkSegments(elf))
    return error;
  llvm::Expected<bool> exported = exportsPolicy(elf);
  if (!exported)
    return truncated(exported.takeError());
  if (!*exported)
    return damaged("not a policy: the shared object exports no function '" +
                   llvm::Twine(policySymbol) + "'");
  return llvm::Error::success();
}

bool detail::isImageOf(llvm::MemoryBufferRef file, const LoadedImage &image) {
  auto elf = ELFFile<HostELF>::create(file.getBuffer());
  if (!elf) {
    llvm::consumeError(elf.takeError());
    return false;
  }
  auto segments = elf->program_headers();
  if (!segments) {
    llvm::consumeError(segments.takeError());
    return false;
  }
  // Equal headers first: they say how much of the image there is to read.
  llvm::StringRef headers(reinterpret_cast<const char *>(segments->begin()),
                          sizeof(HostELF::Phdr) * segments->size());
  if (headers != image.programHeaders)
    return false;
  for (const auto &segment : *segments) {
    if (segment.p_type != llvm::ELF::PT_LOAD ||
        (segment.p_flags & llvm::ELF::PF_W))
      continue;
    uintptr_t address = image.base + uintptr_t(segment.p_vaddr);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): ELF has numbers for addresses
    const auto *loaded = reinterpret_cast<const char *>(address);
    if (file.getBuffer().substr(segment.p_offset, segment.p_filesz) !=
        llvm::StringRef(loaded, segment.p_filesz))
      return false;
  }
  return true;
}
