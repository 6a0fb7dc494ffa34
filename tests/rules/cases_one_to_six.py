"""The first six of the twelve tricky cases: all in the United States."""

from __future__ import annotations

from tests.rules.described import AGENCY, BOSTON, LOS_ANGELES, NEVER, NEW_YORK, Moment, case, daily, each

T1 = (
    case(
        "T1 number in New York, address in Los Angeles",
        f"{LOS_ANGELES} --phone +12125550100",
        Moment("2026-11-23T15:30:00Z", "BLOCK", "2026-11-23T16:00:00Z", by=(("US", "hours", "block"),)),
        Moment("2026-11-23T15:59:00Z", "BLOCK", "2026-11-23T16:00:00Z"),
        Moment("2026-11-23T16:00:00Z", "ALLOW", "2026-11-23T16:00:00Z"),
        Moment("2026-11-24T01:59:00Z", "ALLOW"),
        Moment("2026-11-24T02:00:00Z", "BLOCK", "2026-11-24T16:00:00Z"),
    ),
    case(
        "T1 the consumer has said where they are",
        f"{LOS_ANGELES} --phone +12125550100 --zone America/Los_Angeles",
        Moment("2026-11-23T15:59:00Z", "BLOCK", "2026-11-23T16:00:00Z"),
        Moment("2026-11-24T02:00:00Z", "ALLOW"),
        Moment("2026-11-24T04:59:00Z", "ALLOW"),
        Moment("2026-11-24T05:00:00Z", "BLOCK"),
    ),
)

T2 = (
    case(
        "T2 the night clocks go back",
        NEW_YORK,
        Moment("2026-10-31T12:30:00Z", "ALLOW"),
        Moment("2026-11-01T12:30:00Z", "BLOCK", "2026-11-01T13:00:00Z"),
        Moment("2026-11-01T12:59:00Z", "BLOCK"),
        Moment("2026-11-01T13:00:00Z", "ALLOW"),
    ),
    case(
        "T2 seven days over that night are local dates, not 168 hours",
        NEW_YORK,
        Moment("2026-11-01T22:00:00Z", "BLOCK", "2026-11-02T13:00:00Z"),
        Moment("2026-11-02T13:00:00Z", "ALLOW"),
        more=each(
            "--attempt",
            "2026-10-27T00:30:00Z call NOANS",  # 20:30 on 26 October
            *(f"2026-10-{day}T15:00:00Z call NOANS" for day in range(27, 32)),
            "2026-11-01T15:00:00Z call NOANS",
        ),
    ),
)

T3 = (
    case(
        "T3 seven calls in seven days",
        NEW_YORK,
        Moment(
            "2026-11-08T16:00:00Z", "BLOCK", "2026-11-09T13:00:00Z", by=(("US", "seven_in_seven", "block"),)
        ),
        Moment(
            "2026-11-09T04:30:00Z", "BLOCK", by=(("US", "seven_in_seven", "block"), ("US", "hours", "block"))
        ),
        Moment("2026-11-09T13:00:00Z", "ALLOW"),
        Moment("2026-11-09T15:00:00Z", "ALLOW"),
        more=daily(range(2, 9), "15:00:00", "call NOANS"),
    ),
    case(
        "T3 half past four in UTC is still the eighth in Los Angeles",
        LOS_ANGELES,
        Moment(
            "2026-11-09T04:30:00Z", "BLOCK", "2026-11-09T16:00:00Z", by=(("US", "seven_in_seven", "block"),)
        ),
        Moment("2026-11-09T16:00:00Z", "ALLOW"),
        more=daily(range(2, 9), "20:00:00", "call NOANS"),
    ),
    case(
        "T3 a call made then counts as one of the eighth",
        LOS_ANGELES,
        Moment("2026-11-14T22:30:00Z", "ALLOW"),
        Moment("2026-11-15T22:30:00Z", "ALLOW"),
        more=(
            *each("--attempt", "2026-11-09T04:30:00Z call NOANS"),
            *daily(range(10, 16), "20:00:00", "call NOANS"),
        ),
    ),
    case(
        "T3 a second debt has its own counter",
        f"{NEW_YORK} --debt B",
        Moment("2026-11-08T16:00:00Z", "ALLOW"),
        more=daily(range(2, 9), "15:00:00", "call NOANS out debt=A"),
    ),
)

CALLED_IN = each("--attempt", "2026-11-08T18:00:00Z call PLAN_REQ in debt=A,B")
T4 = (
    case(
        "T4 seven days after a conversation",
        f"{NEW_YORK} --debt A",
        Moment("2026-11-09T15:00:00Z", "BLOCK", "2026-11-15T13:00:00Z"),
        Moment(
            "2026-11-14T15:00:00Z",
            "BLOCK",
            "2026-11-15T13:00:00Z",
            by=(("US", "after_conversation", "block"),),
        ),
        Moment("2026-11-15T12:59:00Z", "BLOCK", "2026-11-15T13:00:00Z"),
        Moment("2026-11-15T13:00:00Z", "ALLOW"),
        more=CALLED_IN,
    ),
    case(
        "T4 the other debt that was discussed",
        f"{NEW_YORK} --debt B",
        Moment("2026-11-14T15:00:00Z", "BLOCK", "2026-11-15T13:00:00Z"),
        more=CALLED_IN,
    ),
    case(
        "T4 a debt that was not discussed",
        f"{NEW_YORK} --debt C",
        Moment("2026-11-09T15:00:00Z", "ALLOW"),
        Moment("2026-11-14T15:00:00Z", "ALLOW"),
        more=CALLED_IN,
    ),
    case(
        "T4 a text message is not caught, but offers an opt-out and keeps the hours",
        f"{NEW_YORK} --debt A --channel sms",
        Moment("2026-11-10T15:00:00Z", "ALLOW_WITH_DUTIES", by=(("US", "opt_out", "duty"),)),
        Moment("2026-11-10T12:59:00Z", "BLOCK", "2026-11-10T13:00:00Z"),
        Moment("2026-11-11T02:00:00Z", "BLOCK"),
        more=CALLED_IN,
    ),
    case(
        "T4 ring me on Thursday",
        f"{NEW_YORK} --debt A",
        Moment("2026-11-09T15:00:00Z", "BLOCK", "2026-11-12T13:00:00Z"),
        Moment("2026-11-11T15:00:00Z", "BLOCK", "2026-11-12T13:00:00Z"),
        Moment("2026-11-12T12:59:00Z", "BLOCK"),
        Moment("2026-11-12T15:00:00Z", "ALLOW"),
        Moment("2026-11-13T15:00:00Z", "BLOCK", "2026-11-15T13:00:00Z"),
        more=(*CALLED_IN, *each("--consent", "call 2026-11-08 for=2026-11-12")),
    ),
)

T5 = (
    case(
        "T5 two calls or texts in seven days",
        BOSTON,
        Moment(
            "2026-11-06T15:00:00Z",
            "BLOCK",
            "2026-11-09T13:00:00Z",
            by=(("US-MA", "two_in_seven", "block"), ("US", "seven_in_seven", "allow")),
        ),
        Moment("2026-11-09T13:00:00Z", "ALLOW"),
        more=each("--attempt", "2026-11-02T15:00:00Z call VM_LEFT", "2026-11-04T15:00:00Z sms SENT"),
    ),
    case(
        "T5 a voicemail that was reached counts without a message",
        BOSTON,
        Moment("2026-11-06T15:00:00Z", "BLOCK", "2026-11-09T13:00:00Z"),
        more=each("--attempt", "2026-11-02T15:00:00Z call VM_NOMSG", "2026-11-04T15:00:00Z sms SENT"),
    ),
    case(
        "T5 a dead line does not count",
        BOSTON,
        Moment("2026-11-06T15:00:00Z", "ALLOW"),
        more=each("--attempt", "2026-11-02T15:00:00Z call DISC", "2026-11-04T15:00:00Z sms SENT"),
    ),
    case(
        "T5 the third call to work in thirty days",
        f"{BOSTON} --place work",
        Moment(
            "2026-11-30T15:00:00Z",
            "BLOCK",
            "2026-12-02T13:00:00Z",
            by=(("US-MA", "two_in_thirty_work", "block"),),
        ),
        Moment("2026-12-02T13:00:00Z", "ALLOW"),
        more=each(
            "--attempt",
            "2026-11-02T15:00:00Z call NOANS place=work",
            "2026-11-16T15:00:00Z call NOANS place=work",
        ),
    ),
)

CITY = f"--country US --region US-NY-NYC {AGENCY} --debt A"
AUGUST = ("2026-08-25T15:00:00Z call NOANS debt=A", "2026-08-26T15:00:00Z email SENT debt=A")
THURSDAY = "2026-08-27T15:00:00Z call NOANS debt=A"
T6 = (
    case(
        "T6 the city's rule before and from its first day",
        CITY,
        Moment("2026-08-31T15:00:00Z", "REVIEW", by=(("US-NY-NYC", "two_in_seven", "review"),)),
        Moment("2026-09-01T15:00:00Z", "ALLOW_WITH_DUTIES", by=(("US-NY-NYC", "three_in_seven", "allow"),)),
        more=each("--attempt", *AUGUST, THURSDAY),
    ),
    case(
        "T6 a further one the same day",
        CITY,
        Moment(
            "2026-09-01T17:00:00Z",
            "BLOCK",
            "2026-09-02T12:00:00Z",
            by=(("US-NY-NYC", "three_in_seven", "block"),),
        ),
        more=each("--attempt", *AUGUST, THURSDAY, "2026-09-01T15:00:00Z call NOANS debt=A"),
    ),
    case(
        "T6 one of the three was a live exchange",
        CITY,
        Moment("2026-09-01T15:00:00Z", "REVIEW", by=(("US-NY-NYC", "live_exchange", "review"),)),
        more=each("--attempt", "2026-08-25T15:00:00Z call PTP debt=A", AUGUST[1], THURSDAY),
    ),
    case(
        "T6 the last of the three was one, with the creditor",
        "--country US --region US-NY-NYC --party-type consumer --collector creditor --debt A",
        Moment("2026-09-01T15:00:00Z", "REVIEW", by=(("US-NY-NYC", "live_exchange", "review"),)),
        more=each("--attempt", *AUGUST, "2026-08-27T15:00:00Z call PTP debt=A"),
    ),
    *(
        case(
            f"T6 {channel} without recorded consent",
            f"{CITY} --channel {channel}",
            Moment("2026-09-01T15:00:00Z", "BLOCK", NEVER, by=(("US-NY-NYC", "opt_in", "block"),)),
        )
        for channel in ("email", "sms")
    ),
    *(
        case(
            f"T6 {channel} with recorded consent",
            f"{CITY} --channel {channel}",
            Moment("2026-09-01T15:00:00Z", "ALLOW_WITH_DUTIES"),
            more=each("--consent", f"{channel} 2026-08-20"),
        )
        for channel in ("email", "sms")
    ),
    case(
        "T6 a second account of the same person has its own counter",
        CITY.replace("--debt A", "--debt B"),
        Moment("2026-09-01T17:00:00Z", "ALLOW_WITH_DUTIES"),
        more=each("--attempt", *AUGUST, THURSDAY, "2026-09-01T15:00:00Z call NOANS debt=A"),
    ),
)
