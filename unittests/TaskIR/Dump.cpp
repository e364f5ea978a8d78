//===- Dump.cpp - All there is in a program, as text ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dump.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::raw_ostream;

namespace {
class Dumper {
public:
  explicit Dumper(raw_ostream &os) : os(os) {}

  void dumpAll(const Program &program);

private:
  template <typename T>
  void list(const std::vector<T> &values) {
    os << "[";
    for (const T &value : values)
      os << +value << ",";
    os << "]";
  }
  void number(double value) { os << llvm::format("%a ", value); }
  void cost(const LinearCost &cost);
  void point(const Point &point);
  void rect(const Rect &rect);
  void rects(const RectList &rects);
  void piece(const std::optional<PieceRef> &piece);
  void data(const Program &program);
  void task(const TaskKind &task);
  void projection(const Projection &projection);
  void launch(const LaunchStatement &launch);
  void body(const std::vector<Statement> &body);

  raw_ostream &os;
};
} // namespace

void Dumper::cost(const LinearCost &cost) {
  number(cost.constant);
  size_t size = cost.perElement.size();
  while (size > 0 && cost.perElement[size - 1] == 0)
    --size;
  for (size_t i = 0; i < size; ++i)
    number(cost.perElement[i]);
  os << ";";
}

void Dumper::point(const Point &point) {
  os << "(";
  for (unsigned d = 0; d < point.rank; ++d)
    os << point.at[d] << ",";
  os << ")";
}

void Dumper::rect(const Rect &rect) {
  point(rect.lo);
  point(rect.hi);
}

void Dumper::rects(const RectList &rects) {
  os << rects.getRank() << ":";
  for (size_t i = 0; i < rects.size(); ++i)
    rect(rects[i]);
}

void Dumper::piece(const std::optional<PieceRef> &piece) {
  if (piece)
    os << " in " << piece->partition << "[" << piece->color << "]";
}

void Dumper::data(const Program &program) {
  for (const FieldSpace &space : program.fieldSpaces) {
    os << "fields '" << space.name << "'";
    for (const Field &field : space.fields)
      os << " '" << field.name << "':" << field.bytes;
    os << "\n";
  }
  for (const IndexSpace &space : program.indexSpaces) {
    os << "space '" << space.name << "' ";
    rects(space.rects);
    os << "\n";
  }
  for (const Region &region : program.regions)
    os << "region '" << region.name << "' " << region.indexSpace << " "
       << region.fieldSpace << "\n";
  for (const Partition &partition : program.partitions) {
    os << "partition '" << partition.name << "' '" << partition.indexName
       << "' of " << partition.region << partition.disjoint
       << partition.complete;
    piece(partition.parent);
    rect(partition.colors);
    rects(partition.rects);
    list(partition.offsets);
    for (const std::string &name : partition.pieceNames)
      os << " '" << name << "'";
    os << "\n";
  }
}

void Dumper::task(const TaskKind &task) {
  os << "task '" << task.name << "' ";
  cost(task.flops);
  for (const Argument &argument : task.arguments) {
    os << "\n argument '" << argument.name << "' " << argument.use.gatherBytes
       << " " << argument.use.fastestDim << " ";
    cost(argument.use.bytes);
  }
  for (const Variant &variant : task.variants) {
    os << "\n variant " << spelling(variant.kind) << variant.isInner
       << variant.isReplicable << " ";
    number(variant.efficiency);
    if (variant.seconds)
      cost(*variant.seconds);
    for (const LayoutDemand &demand : variant.demands)
      os << " demand " << demand.argument << " "
         << (demand.aos ? int(*demand.aos) : -1) << " "
         << (demand.cOrder ? int(*demand.cOrder) : -1) << " " << demand.align;
    for (const std::vector<unsigned> &group : variant.colocated)
      os << " colocated "
         << llvm::join(llvm::map_range(
                           group, [](unsigned n) { return std::to_string(n); }),
                       ",");
  }
  os << "\n";
}

/// What is summed up at some values of points, loops and outer counters.
void Dumper::projection(const Projection &projection) {
  auto at = [](const std::vector<int64_t> &factors, int64_t sample,
               int64_t scale) {
    int64_t sum = 0;
    for (auto [i, factor] : llvm::enumerate(factors))
      sum += factor * (scale * int64_t(i + 1) + sample) *
             (sample % int64_t(i + 2));
    return sum;
  };
  for (const AffineResult &result : projection) {
    os << " to";
    for (int64_t sample = 0; sample < 12; ++sample) {
      int64_t sum = result.constant + at(result.point, sample, 3) +
                    at(result.loops, sample, 5) + at(result.outer, sample, 7);
      if (result.modulus)
        sum = ((sum % result.modulus) + result.modulus) % result.modulus;
      os << " " << sum;
    }
  }
}

void Dumper::launch(const LaunchStatement &launch) {
  os << "launch " << launch.task << launch.isConcurrent << launch.isMustEpoch
     << " future " << (launch.future ? int(*launch.future) : -1) << " if "
     << (launch.predicate ? int(*launch.predicate) : -1) << " waits ";
  list(launch.waitsFor);
  if (launch.domain) {
    os << " over " << launch.domain->rank << ":";
    for (const Rect &part : launch.domain->rects)
      rect(part);
  }
  for (const Requirement &requirement : launch.requirements) {
    os << "\n require " << requirement.isPartition << " " << requirement.target
       << " " << spelling(requirement.privilege) << "'" << requirement.reduction
       << "'";
    list(requirement.fields);
    piece(requirement.parent);
    projection(requirement.projection);
  }
}

void Dumper::body(const std::vector<Statement> &statements) {
  for (const Statement &statement : statements) {
    os << "line " << statement.line << " ";
    switch (statement.kind) {
    case StatementKind::Launch:
      launch(statement.launch);
      break;
    case StatementKind::Loop:
      os << "loop " << statement.trips << " " << statement.isTraced;
      break;
    case StatementKind::Fence:
      os << "fence";
      break;
    case StatementKind::Wait:
      os << "wait " << statement.future;
      break;
    }
    os << " {\n";
    body(statement.body);
    os << "}\n";
  }
}

void Dumper::dumpAll(const Program &program) {
  os << "program '" << program.name << "' '" << program.topLevel << "' "
     << program.isReplicable << " " << program.numFutures << " '"
     << program.workUnit << "' ";
  number(program.work);
  os << "\n";
  data(program);
  for (const TaskKind &kind : program.tasks)
    task(kind);
  body(program.body);
}

std::string mapwright::dump(const Program &program) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Dumper(os).dumpAll(program);
  return text;
}

std::string mapwright::dump(const sim::Placement &placement) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto list = [&](const std::vector<uint32_t> &values) {
    for (uint32_t value : values)
      os << " " << value;
    os << "\n";
  };
  os << "replicated " << placement.isReplicated << " limits";
  list(placement.limits);
  for (const sim::LaunchPlacement &launch : placement.launches) {
    os << "launch " << spelling(launch.kind) << launch.takesFirstFree
       << launch.isRelativeToParent << " on";
    list(launch.processors);
    list(launch.firstOfParent);
    for (const sim::ArgumentPlacement &argument : launch.arguments)
      os << " argument " << spelling(argument.memory) << argument.aos
         << argument.cOrder << argument.compact << argument.exact << " "
         << argument.align << " " << argument.isCollected << "\n";
  }
  return text;
}
