from oversight.models.complaints import Complaint
from oversight.models.reviews import BlindReview, CriterionJudgement, ReviewRound

__all__ = ["BlindReview", "Complaint", "CriterionJudgement", "ReviewRound"]
