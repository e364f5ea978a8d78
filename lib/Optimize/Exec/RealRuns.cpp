//===- RealRuns.cpp - All that runs of a program measure ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/RealRuns.h"

#include "RunReader.h"

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
/// Collects the metrics of several runs line by line.
class MetricCollector {
public:
  llvm::Error add(const ExecMetric &metric);

  void read(llvm::StringRef line);
  void finishRun();
  std::vector<RealMetric> take() { return std::move(metrics); }

private:
  void readChannel(llvm::StringRef line);
  RealMetric &findChannel(llvm::StringRef name);

  std::vector<std::unique_ptr<RunReader>> readers;
  std::vector<RunFindings> findings; ///< of this run, one a reader
  std::vector<RealMetric> metrics;   ///< those of the readers come first
};
} // namespace

llvm::Error MetricCollector::add(const ExecMetric &metric) {
  llvm::Expected<std::unique_ptr<RunReader>> reader =
      RunReader::make(metric, /*correctPattern=*/"");
  if (!reader)
    return reader.takeError();
  metrics.push_back({(*reader)->getName().str(),
                     (*reader)->getUnit().str(),
                     {},
                     /*isChannel=*/false});
  readers.push_back(std::move(*reader));
  findings.emplace_back();
  return llvm::Error::success();
}

RealMetric &MetricCollector::findChannel(llvm::StringRef name) {
  for (RealMetric &metric : metrics)
    if (metric.isChannel && metric.name == name)
      return metric;
  return metrics.emplace_back(
      RealMetric{name.str(), "bytes", {}, /*isChannel=*/true});
}

void MetricCollector::readChannel(llvm::StringRef line) {
  if (!line.consume_front("channel "))
    return;
  auto [name, text] = line.split(" bytes ");
  double bytes;
  if (!text.trim().getAsDouble(bytes) && bytes >= 0)
    findChannel(name).samples.push_back(bytes);
}

void MetricCollector::read(llvm::StringRef line) {
  for (auto [reader, found] : llvm::zip(readers, findings))
    reader->read(line, found);
  readChannel(line);
}

void MetricCollector::finishRun() {
  for (size_t i = 0; i < readers.size(); ++i) {
    double value;
    if (findings[i].metric &&
        !llvm::StringRef(*findings[i].metric).trim().getAsDouble(value))
      metrics[i].samples.push_back(value);
    findings[i] = {};
  }
}

static llvm::Error addMetrics(MetricCollector &collector,
                              llvm::ArrayRef<std::string> patterns) {
  for (llvm::StringRef name : getStandardMetricNames())
    if (llvm::Error error = collector.add(*findStandardMetric(name)))
      return error;
  for (const std::string &pattern : patterns) {
    ExecMetric metric;
    metric.pattern = pattern;
    if (llvm::Error error = collector.add(metric))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<RealRuns> mapwright::optimize::measureRealRuns(
    const Problem &problem, const Candidate &candidate, ExecOptions options,
    llvm::ArrayRef<std::string> patterns, unsigned repeats, GuideLevel level) {
  MetricCollector collector;
  if (llvm::Error error = addMetrics(collector, patterns))
    return std::move(error);
  options.metric = ExecMetric();
  options.onLine = [&](llvm::StringRef line) { collector.read(line); };
  auto evaluator = makeExecEvaluator(problem, std::move(options));
  if (!evaluator)
    return evaluator.takeError();
  RealRuns runs;
  EvaluationRequest request;
  request.level = level;
  for (unsigned run = 0; run < repeats; ++run) {
    llvm::Expected<Evaluation> one = (*evaluator)->evaluate(candidate, request);
    if (!one)
      return one.takeError();
    if (!one->isOk()) {
      runs.evaluation = std::move(*one);
      break;
    }
    collector.finishRun();
    runs.evaluation.samples.push_back(one->samples.front());
  }
  runs.metrics = collector.take();
  return runs;
}
