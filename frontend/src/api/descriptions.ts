/** Generated from schema.yml by scripts/describe.ts. Do not edit manually. */
export const descriptions = {
  "Accommodation": {
    "description": "Answered calls in which the candidate asked for an accommodation.",
    "fields": {}
  },
  "AccommodationRate": {
    "description": "Share of answered calls in which the candidate asked for an accommodation.",
    "fields": {
      "value": "Null where there is nothing to divide by.",
      "numerator": "Answered calls in which the candidate asked for an accommodation.",
      "denominator": "Calls that a person picked up and that are over."
    }
  },
  "AnswerRate": {
    "description": "Share of dialled calls that a person picked up.",
    "fields": {
      "value": "Null where there is nothing to divide by.",
      "numerator": "Calls that a person picked up and that are over.",
      "denominator": "Calls that were dialled and are over."
    }
  },
  "ApplicationPage": {
    "description": "A page of applications, by candidate and campaign.",
    "fields": {
      "count": "How many rows there are; on the first page only.",
      "candidates": "How many different candidates the rows have: what a metric of people counts. On the first page only.",
      "next": "Address of the page after this one."
    }
  },
  "ApplicationRow": {
    "description": "One candidate in one campaign, as the calls of the range make them appear.",
    "fields": {
      "feedback": "The newest verdict, whenever given.",
      "max_score": "The best score of its calls.",
      "passing_score": "What its campaign asks for.",
      "qualified": "Whether the score reaches that; null without a score.",
      "time_to_first_interview_sec": "From the first attempted call ever to the first interview ever; only where avg_time_to_first_interview is asked for."
    }
  },
  "AverageCandidateSatisfaction": {
    "description": "How candidates rated their calls, 1 (worst) to 5 (best), over the ratings given in the range.",
    "fields": {
      "value": "Mean rating, 1 to 5; null where there is none.",
      "count": "How many ratings the mean is over."
    }
  },
  "AvgInterviewLength": {
    "description": "Mean talk time of interviews whose length is known, in seconds.",
    "fields": {
      "value": "Seconds; null where there is nothing to average.",
      "count": "How many the mean is over."
    }
  },
  "AvgTimeToFirstInterview": {
    "description": "Mean time from an application's first attempted call ever to its first interview ever, in seconds, over the applications whose first interview lies in the range.",
    "fields": {
      "value": "Seconds; null where there is nothing to average.",
      "count": "How many the mean is over."
    }
  },
  "CallBatch": {
    "description": "Calls to write, all of them or none.",
    "fields": {}
  },
  "CallCompletionRate": {
    "description": "Share of answered calls in which the interview was completed.",
    "fields": {
      "value": "Null where there is nothing to divide by.",
      "numerator": "Answered calls in which all of the interview's questions were answered, or the lower share that whoever runs the service takes for complete.",
      "denominator": "Calls that a person picked up and that are over."
    }
  },
  "CallCounts": {
    "description": "What became of the calls that were sent.",
    "fields": {
      "warnings": "Calls that were left out, and count as unchanged: what came late."
    }
  },
  "CallLength": {
    "description": "Talk time of answered calls, in seconds.",
    "fields": {}
  },
  "CallPage": {
    "description": "A page of calls, newest first.",
    "fields": {
      "count": "How many rows there are; on the first page only.",
      "candidates": "How many different candidates the rows have: what a metric of people counts. On the first page only.",
      "next": "Address of the page after this one."
    }
  },
  "CallRow": {
    "description": "One call.",
    "fields": {
      "created": "With the zone's offset.",
      "candidate": "Null: an unknown caller, who is no candidate."
    }
  },
  "CallsChart": {
    "description": "Attempted and answered calls, by when the call was made.",
    "fields": {}
  },
  "CallsChartPoint": {
    "description": "One bucket of the chart calls.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "calls": "Calls that were dialled and are over.",
      "answered": "Calls that a person picked up and that are over."
    }
  },
  "Campaign": {
    "description": "A campaign, for choosing what to look at.",
    "fields": {
      "status": "As the calling platform names it; no metric reads it.",
      "launched_at": "Empty until launched."
    }
  },
  "CampaignReference": {
    "description": "A campaign, by its names.",
    "fields": {}
  },
  "CampaignsLaunchedPerWeek": {
    "description": "Campaigns launched in each week of the organisation's time zone, Monday to Sunday, from the first launch to the current week, empty weeks too. A launch that is still to come is left out, and so is, with a warning, one before the year 1900.",
    "fields": {}
  },
  "CampaignsLaunchedPerWeekPoint": {
    "description": "One point of campaigns_launched_per_week.",
    "fields": {
      "week_start": "The week's Monday.",
      "launched": "Campaigns launched in the week."
    }
  },
  "CandidateReference": {
    "description": "A candidate, without what is personal.",
    "fields": {}
  },
  "CandidateSatisfaction": {
    "description": "How candidates rated their calls, 1 (worst) to 5 (best), by when they rated.",
    "fields": {}
  },
  "CandidateSatisfactionPoint": {
    "description": "One point of candidate_satisfaction.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "value": "Mean rating, 1 to 5; null where there is none.",
      "count": "How many ratings the mean is over."
    }
  },
  "CandidatesChart": {
    "description": "Different candidates called in each bucket; one called in two buckets counts in both.",
    "fields": {}
  },
  "CandidatesChartPoint": {
    "description": "One bucket of the chart candidates.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "candidates": "Different candidates of calls that were dialled and are over."
    }
  },
  "Catalogue": {
    "description": "All that there is to show and to ask for.",
    "fields": {}
  },
  "CatalogueChart": {
    "description": "One chart, and which rows stand behind its points.",
    "fields": {
      "rows": "Endpoint of the rows behind a point."
    }
  },
  "CatalogueChoice": {
    "description": "One value that a filter offers.",
    "fields": {}
  },
  "CatalogueDimension": {
    "description": "One thing that numbers are broken down by.",
    "fields": {}
  },
  "CatalogueFilter": {
    "description": "One filter: what it is about, and the kind of control that it needs.",
    "fields": {
      "name": "Its query parameter."
    }
  },
  "CatalogueMetric": {
    "description": "One number: how it is named, shown and read, and which rows stand behind it.",
    "fields": {
      "better": "Which direction is good; null: neither.",
      "of": "Nouns of what it is made of: numerator and denominator, or what a mean is over.",
      "is_scalar": "Answered by the dashboard under its name.",
      "is_headline": "Shown large.",
      "rows": "Endpoint of the rows behind it."
    }
  },
  "CataloguePopulation": {
    "description": "One set of rows that numbers are over.",
    "fields": {}
  },
  "CatalogueSeries": {
    "description": "One series of a chart; a rate's points have its parts instead of its name.",
    "fields": {
      "name": "Key of the points, and `metric` of the rows behind.",
      "better": "Which direction is good; null: neither.",
      "of": "Nouns of what it is made of: numerator and denominator, or what a mean is over."
    }
  },
  "Charts": {
    "description": "The charts.",
    "fields": {}
  },
  "CreditsPerQualifiedCandidate": {
    "description": "Credits used in the range for each qualified candidate. Credits belong to no candidate, so there is no such number, and a warning instead, for candidates of some sources alone. Credits that belong to no campaign are left out where campaigns are selected.",
    "fields": {
      "value": "Credits per qualified candidate; null where nobody qualified, and where only candidates of some sources are asked for.",
      "numerator": "Credits used, whoever the candidates.",
      "denominator": "Different candidates whose best score reaches the passing score in at least one campaign."
    }
  },
  "Dashboard": {
    "description": "Every call-backed number and chart, all read from one snapshot of the database.",
    "fields": {
      "previous": "Null unless compare=previous_period was asked for."
    }
  },
  "Fault": {
    "description": "One thing that is wrong with a request, or with answering it.",
    "fields": {
      "parameter": "Which parameter, if any.",
      "code": "For programs.",
      "detail": "A sentence for people."
    }
  },
  "Faults": {
    "description": "Every error answer: an entry per fault.",
    "fields": {}
  },
  "Filters": {
    "description": "The filters as they were resolved: what the numbers of the answer are about.",
    "fields": {}
  },
  "Interviews": {
    "description": "Answered calls in which at least part of the interview's questions was answered.",
    "fields": {}
  },
  "InterviewsChart": {
    "description": "Interviews, by when the call was made.",
    "fields": {}
  },
  "InterviewsChartPoint": {
    "description": "One bucket of the chart interviews.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "interviews": "Answered calls in which at least part of the questions was answered."
    }
  },
  "LaunchFilters": {
    "description": "Whose launches they are, and where its weeks begin.",
    "fields": {
      "timezone": "The organisation's time zone."
    }
  },
  "Meta": {
    "description": "Where the numbers and the passing scores that they depend on came from.",
    "fields": {
      "as_of": "When the snapshot was taken.",
      "replica_lag_sec": "How far behind the replica was; null on the primary."
    }
  },
  "OptOuts": {
    "description": "Different candidates who asked not to be called again.",
    "fields": {}
  },
  "PassingScores": {
    "description": "Where the passing scores came from.",
    "fields": {
      "default": "Score of campaigns that have none of their own."
    }
  },
  "PassthroughRate": {
    "description": "Share of scored applications that qualified, each judged by its own campaign's passing score.",
    "fields": {
      "value": "Null where there is nothing to divide by.",
      "numerator": "Applications whose best score reaches the passing score of their campaign.",
      "denominator": "Applications that have a score."
    }
  },
  "PassthroughRateChart": {
    "description": "Share of scored applications that qualified, judged by the calls of each bucket alone.",
    "fields": {}
  },
  "PassthroughRateChartPoint": {
    "description": "One bucket of the chart passthrough_rate.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "value": "Null where there is nothing to divide by.",
      "numerator": "Applications whose best score reaches the passing score of their campaign.",
      "denominator": "Applications that have a score."
    }
  },
  "PeopleContacted": {
    "description": "Different candidates who were called.",
    "fields": {}
  },
  "PeopleReached": {
    "description": "Different candidates who picked up.",
    "fields": {}
  },
  "PreviousPeriod": {
    "description": "The same numbers over the equally many days right before.\n\nWhere the range is not over, they are cut at the same time of day, so that like is compared\nwith like.",
    "fields": {
      "start_date": "First day, included.",
      "end_date": "Last day, included, of which only a part may count.",
      "start": "First instant that counts, with the zone's offset.",
      "end": "First instant that no longer counts.",
      "is_cut": "Whether that is before the last day is over."
    }
  },
  "QualifiedCandidates": {
    "description": "Different candidates whose best score reaches the passing score in at least one campaign.",
    "fields": {}
  },
  "RatingDistribution": {
    "description": "How many ratings there are of each of the five.",
    "fields": {
      "1": "Ratings of 1.",
      "2": "Ratings of 2.",
      "3": "Ratings of 3.",
      "4": "Ratings of 4.",
      "5": "Ratings of 5."
    }
  },
  "ReviewPage": {
    "description": "A page of reviews, newest first.",
    "fields": {
      "count": "How many rows there are; on the first page only.",
      "candidates": "How many different candidates the rows have: what a metric of people counts. On the first page only.",
      "next": "Address of the page after this one."
    }
  },
  "ReviewRow": {
    "description": "One review by a recruiter.",
    "fields": {
      "call_last_reviewed_at": "With the zone's offset.",
      "feedback": "Null: looked at, no verdict."
    }
  },
  "Scalars": {
    "description": "The numbers of one range of days.",
    "fields": {}
  },
  "SentCall": {
    "description": "One call: the columns of `import_csv calls`. What is left out stays as it is.",
    "fields": {
      "campaign": "Its external id; a campaign that is not there yet is created.",
      "created": "ISO 8601; without an offset it is in the organisation's time zone.",
      "candidate": "Its external id, likewise; null: an unknown caller.",
      "call_length_sec": "Talk time in seconds; null where nobody talked.",
      "question_completion_rate": "Share of the interview's questions that were answered, 0 to 1.",
      "opted_out": "Asked not to be called again."
    }
  },
  "SmsSent": {
    "description": "Outbound text messages that were sent, delivered or undelivered, by when they were created.",
    "fields": {}
  },
  "SmsSentPoint": {
    "description": "One point of sms_sent.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "platform": "Messages that the platform itself sent.",
      "external": "Messages in the usage records of the external provider, which know neither campaign nor candidate: 0, with a warning, where the question names either.",
      "total": "All messages, of the platform and of the external provider."
    }
  },
  "SourceMeta": {
    "description": "Where the numbers came from.",
    "fields": {
      "as_of": "When the snapshot was taken.",
      "replica_lag_sec": "How far behind the replica was; null on the primary."
    }
  },
  "ThumbsDown": {
    "description": "Applications called in the range whose newest verdict, whenever given, is thumbs down. The chart counts verdicts by when they were given, so the two need not agree.",
    "fields": {}
  },
  "ThumbsDownChart": {
    "description": "Thumbs down, by when the recruiter gave them. The number of the same name is about the applications called in the range, whenever judged, so the two need not agree.",
    "fields": {}
  },
  "ThumbsDownChartPoint": {
    "description": "One bucket of the chart thumbs_down.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "thumbs_down": "Thumbs down by a recruiter."
    }
  },
  "ThumbsUp": {
    "description": "Applications called in the range whose newest verdict, whenever given, is thumbs up. The chart counts verdicts by when they were given, so the two need not agree.",
    "fields": {}
  },
  "ThumbsUpChart": {
    "description": "Thumbs up, by when the recruiter gave them. The number of the same name is about the applications called in the range, whenever judged, so the two need not agree.",
    "fields": {}
  },
  "ThumbsUpChartPoint": {
    "description": "One bucket of the chart thumbs_up.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "thumbs_up": "Thumbs up by a recruiter."
    }
  },
  "TimeSaved": {
    "description": "Time that recruiters did not have to spend themselves, in seconds, by when the work was done. What it assumes is in the answer.",
    "fields": {}
  },
  "TimeSavedAssumptions": {
    "description": "What time saved assumes of a recruiter's work.",
    "fields": {
      "per_call_attempt_sec": "Seconds that a recruiter spends on dialling one call.",
      "per_sms_sec": "Seconds that a recruiter spends on one text message.",
      "per_resume_sec": "Seconds that a recruiter spends on screening one résumé."
    }
  },
  "TimeSavedPoint": {
    "description": "One point of time_saved.",
    "fields": {
      "bucket_start": "First instant, with the zone's offset.",
      "bucket_end": "First instant after the bucket.",
      "is_partial": "The bucket was clipped by the range, or is not over yet.",
      "calls": "Talk time of answered calls, and a fixed time for each attempted call.",
      "sms": "A fixed time for each text message sent, by the platform or the external provider.",
      "web_calls": "Length of interviews held in the browser; an unknown length counts 0.",
      "resume_screening": "A fixed time for each résumé screened.",
      "total": "All four together."
    }
  },
  "Timezone": {
    "description": "A time zone to choose.",
    "fields": {
      "name": "What `timezone` takes.",
      "search_terms": "What else people look for it by: old names, abbreviations, the country. The names among them are known as well."
    }
  },
  "Timezones": {
    "description": "Every time zone to choose, by name.",
    "fields": {}
  },
  "TotalCalls": {
    "description": "Calls that were dialled and are over, whether or not anybody picked up.",
    "fields": {}
  },
  "TotalSms": {
    "description": "Outbound text messages that were sent, delivered or undelivered: the sums of sms_sent.",
    "fields": {
      "platform": "Messages that the platform itself sent.",
      "external": "Messages in the usage records of the external provider, which know neither campaign nor candidate: 0, with a warning, where the question names either.",
      "total": "All messages, of the platform and of the external provider."
    }
  },
  "TotalTimeSaved": {
    "description": "Time that recruiters did not have to spend themselves, in seconds: the sums of time_saved.",
    "fields": {
      "calls": "Talk time of answered calls, and a fixed time for each attempted call.",
      "sms": "A fixed time for each text message sent, by the platform or the external provider.",
      "web_calls": "Length of interviews held in the browser; an unknown length counts 0.",
      "resume_screening": "A fixed time for each résumé screened.",
      "total": "All four together."
    }
  },
  "Warning": {
    "description": "Something that a reader of the numbers should know.",
    "fields": {}
  },
  "Withdrawal": {
    "description": "Answered calls in which the candidate withdrew, and the reasons given.",
    "fields": {
      "reasons": "Most calls first, ties by name; reasons of no call are left out."
    }
  },
  "WithdrawalRate": {
    "description": "Share of answered calls in which the candidate withdrew.",
    "fields": {
      "value": "Null where there is nothing to divide by.",
      "numerator": "Answered calls in which the candidate withdrew.",
      "denominator": "Calls that a person picked up and that are over."
    }
  },
  "WithdrawalReasonCount": {
    "description": "Answered calls in which the candidate withdrew for one reason.",
    "fields": {
      "share": "Of all calls in which one withdrew."
    }
  }
} as const;
